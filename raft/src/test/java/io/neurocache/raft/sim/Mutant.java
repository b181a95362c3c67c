package io.neurocache.raft.sim;

import io.neurocache.raft.RaftNode;
import io.neurocache.slab.Check;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;

/**
 * The core and the simulator with a bug in them: some words of their sources replaced, compiled in
 * memory, and loaded beside the real ones. So a planted bug is a bug in the real code, and neither
 * that code nor its build knows of it. One thread.
 */
final class Mutant {
    private static final Path MAIN = Path.of("src/main/java/io/neurocache/raft");
    private static final Path TEST = Path.of("src/test/java/io/neurocache/raft");
    private static final String PACKAGE = "io.neurocache.raft.";

    /**
     * Words to replace.
     *
     * @param file under the package's folder, in the main or the test sources
     * @param text which occurs once; runs of blanks count as one
     */
    record Edit(String file, String text, String replacement) {}

    private Mutant() {}

    /** The search for a violation, in a world with these edits. */
    static IntFunction<String> search(List<Edit> edits) throws IOException {
        Map<String, String> sources = new HashMap<>();
        for (Edit edit : edits) {
            String source = sources.get(edit.file());
            if (source == null) {
                source = Files.readString(pathOf(edit.file()));
            }
            sources.put(edit.file(), replace(source, edit));
        }
        ClassLoader loader = new MutantLoader(sources.isEmpty() ? Map.of() : compile(sources));
        try {
            Object search =
                    loader.loadClass(FirstViolation.class.getName())
                            .getDeclaredConstructor()
                            .newInstance();
            @SuppressWarnings("unchecked") // the class implements it
            IntFunction<String> typed = (IntFunction<String>) search;
            return typed;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the mutant does not load", e);
        }
    }

    private static Path pathOf(String file) {
        Path main = MAIN.resolve(file);
        return Files.exists(main) ? main : TEST.resolve(file);
    }

    private static String replace(String source, Edit edit) {
        String words =
                Stream.of(edit.text().split("\\s+"))
                        .map(Pattern::quote)
                        .collect(Collectors.joining("\\s+"));
        Matcher matcher = Pattern.compile(words).matcher(source);
        Check.argument(
                matcher.results().count() == 1,
                "these words do not stand once in " + edit.file() + ": " + edit.text());
        return matcher.replaceFirst(Matcher.quoteReplacement(edit.replacement()));
    }

    private static Map<String, byte[]> compile(Map<String, String> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        List<String> options =
                List.of("-proc:none", "-nowarn", "-implicit:none", "-cp", classPath());
        try (Memory memory = new Memory(compiler.getStandardFileManager(diagnostics, null, null))) {
            List<JavaFileObject> units = new ArrayList<>();
            sources.forEach((file, text) -> units.add(new Source(file, text)));
            boolean compiles =
                    compiler.getTask(null, memory, diagnostics, options, null, units).call();
            if (!compiles) {
                throw new AssertionError(
                        "the mutant does not compile: " + diagnostics.getDiagnostics());
            }
            Map<String, byte[]> classes = new HashMap<>();
            memory.classes.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
            return classes;
        }
    }

    private static String classPath() {
        return Stream.of(RaftNode.class, Mutant.class, Check.class, NullMarked.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .map(location -> Path.of(URI.create(location.toString())).toString())
                .distinct()
                .collect(Collectors.joining(System.getProperty("path.separator")));
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String file, String text) {
            super(URI.create("mem:///io/neurocache/raft/" + file), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Keeps what the compiler writes. */
    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        final Map<String, ByteArrayOutputStream> classes = new HashMap<>();

        Memory(JavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            classes.put(name, bytes);
            URI uri = URI.create("mem:///" + name.replace('.', '/') + kind.extension);
            return new SimpleJavaFileObject(uri, kind) {
                @Override
                public OutputStream openOutputStream() {
                    return bytes;
                }
            };
        }
    }

    /** Loads everything of the module a second time, the mutated classes in place of the real. */
    private static final class MutantLoader extends ClassLoader {
        private final Map<String, byte[]> mutated;

        MutantLoader(Map<String, byte[]> mutated) {
            super(Mutant.class.getClassLoader());
            this.mutated = mutated;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(PACKAGE)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            byte[] bytes = mutated.get(name);
            if (bytes == null) {
                String resource = name.replace('.', '/') + ".class";
                try (InputStream in = getResourceAsStream(resource)) {
                    if (in == null) {
                        throw new ClassNotFoundException(name);
                    }
                    bytes = in.readAllBytes();
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}
