package io.neurocache.neurod;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Handlers for the signals of the operating system.
 *
 * <p>Uses {@code sun.misc.Signal} of the supported module {@code jdk.unsupported}: a shutdown hook
 * sees no SIGHUP, and cannot tell a first SIGTERM from a second. The class is reached by reflection
 * because javac warns of every mention of it, and that warning cannot be suppressed.
 *
 * <p>Handlers run on a thread of the JVM's own, one for each signal; they must not block.
 */
final class Signals {
    private Signals() {}

    /**
     * Runs {@code handler} on each signal of the name, such as {@code TERM}, in place of what the
     * JVM does with it.
     *
     * @throws IllegalArgumentException when the platform has no such signal, or keeps it
     */
    static void handle(String name, Runnable handler) {
        try {
            Class<?> signalType = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Object signal = signalType.getConstructor(String.class).newInstance(name);
            Object proxy =
                    Proxy.newProxyInstance(
                            Signals.class.getClassLoader(),
                            new Class<?>[] {handlerType},
                            (self, method, arguments) -> invoke(handler, self, method, arguments));
            signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, proxy);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException("cannot handle SIG" + name, e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this Java has no sun.misc.Signal", e);
        }
    }

    /** A proxy is also asked for equals, hashCode and toString; the interface has one method. */
    @SuppressWarnings("ReferenceEquality") // Asking it for equals would come back here.
    private static Object invoke(Runnable handler, Object self, Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "handle" -> {
                handler.run();
                yield self;
            }
            case "equals" -> self == arguments[0];
            case "hashCode" -> System.identityHashCode(self);
            default -> "a signal's handler";
        };
    }
}
