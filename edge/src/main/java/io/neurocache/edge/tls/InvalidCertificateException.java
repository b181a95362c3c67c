package io.neurocache.edge.tls;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A certificate or key that cannot be used; the message names the file and what to do. */
public final class InvalidCertificateException extends IOException {
    private static final long serialVersionUID = 1L;

    InvalidCertificateException(String message) {
        super(message);
    }

    InvalidCertificateException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
