package io.neurocache.edge.peer;

import io.netty.handler.codec.http3.DefaultHttp3Headers;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.util.AsciiString;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.HopByHop;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.rules.Tokens;
import io.neurocache.slab.Check;
import java.util.Locale;

/**
 * Makes the field section of an HTTP/3 request (RFC 9114 §4.3.1). Stateless: safe from any thread.
 */
final class PeerRequest {
    private static final AsciiString HTTPS = AsciiString.cached("https");

    private PeerRequest() {}

    /**
     * Throws {@link IllegalArgumentException} when a request is none a peer can be asked, or has a
     * char that is not one byte or could end a line where the peer passes it on.
     */
    static void check(RequestHead head) {
        Check.argument(head.isRead(), "a peer is asked by GET and HEAD only");
        Check.argument(isVisible(head.target()), "the target has bytes outside 0x21..0xff");
        Check.argument(
                head.authority().isEmpty() || isVisible(head.authority()),
                "the authority has bytes outside 0x21..0xff");
        Fields fields = head.fields();
        for (int i = 0; i < fields.count(); i++) {
            Check.argument(Tokens.isToken(fields.name(i)), "a field name is not a token");
            Check.argument(isFieldValue(fields.value(i)), "a field value has control characters");
        }
    }

    /** Makes the section of a request that {@link #check} has passed. */
    static Http3Headers section(RequestHead head, PeerAddress peer) {
        Http3Headers section = new DefaultHttp3Headers(false);
        section.method(new AsciiString(head.method()));
        section.scheme(HTTPS);
        String authority = head.authority().isEmpty() ? peer.hostAndPort() : head.authority();
        section.authority(new AsciiString(authority));
        section.path(new AsciiString(head.target()));
        Fields fields = HopByHop.endToEnd(head.fields());
        for (int i = 0; i < fields.count(); i++) {
            String name = fields.name(i).toLowerCase(Locale.ROOT);
            if (!name.equals("host") && !name.equals("content-length")) {
                section.add(new AsciiString(name), new AsciiString(Tokens.trim(fields.value(i))));
            }
        }
        return section;
    }

    private static boolean isVisible(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == 0x7f || c > 0xff) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isFieldValue(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
                return false;
            }
        }
        return true;
    }
}
