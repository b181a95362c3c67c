package io.neurocache.edge.exchange;

/** The protocol of an exchange. */
public enum Protocol {
    /** HTTP/1.0. */
    HTTP_1_0("1.0"),
    /** HTTP/1.1. */
    HTTP_1_1("1.1"),
    /** HTTP/2, over TLS or with prior knowledge. */
    HTTP_2("2"),
    /** HTTP/3. */
    HTTP_3("3");

    private final String version;

    Protocol(String version) {
        this.version = version;
    }

    /** The version as a Via field names it (RFC 9110 §7.6.3). */
    public String version() {
        return version;
    }
}
