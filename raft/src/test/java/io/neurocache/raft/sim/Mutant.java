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
public final class Mutant {

    /**
     * Words to replace.
     *
     * @param file under the world's folder, in one of its sources
     * @param text which occurs once; runs of blanks count as one
     */
    public record Edit(String file, String text, String replacement) {}

    /**
     * What is loaded a second time, and where its sources lie.
     *
     * @param sources folders with sources, as seen from the module's folder
     * @param folder of the packages, under each of those, with a slash at the end
     * @param search looks for a violation: life by life, as many as it is given
     * @param classPath a class of each folder or jar that is needed to compile
     */
    public record World(
            List<Path> sources,
            String folder,
            Class<? extends IntFunction<String>> search,
            List<Class<?>> classPath) {
        /** The core and its simulator. */
        static final World RAFT =
                new World(
                        List.of(Path.of("src/main/java"), Path.of("src/test/java")),
                        "io/neurocache/raft/",
                        FirstViolation.class,
                        List.of(RaftNode.class, Mutant.class, Check.class, NullMarked.class));

        /** Copies the lists. */
        public World {
            sources = List.copyOf(sources);
            classPath = List.copyOf(classPath);
        }

        private Path pathOf(String file) {
            return sources.stream()
                    .map(source -> source.resolve(folder).resolve(file))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no such source: " + file));
        }

        private String packages() {
            return folder.replace('/', '.');
        }
    }

    private Mutant() {}

    /** The search for a violation, in a world with these edits. */
    public static IntFunction<String> search(World world, List<Edit> edits) throws IOException {
        Map<String, String> sources = new HashMap<>();
        for (Edit edit : edits) {
            String source = sources.get(edit.file());
            if (source == null) {
                source = Files.readString(world.pathOf(edit.file()));
            }
            sources.put(edit.file(), replace(source, edit));
        }
        ClassLoader loader =
                new MutantLoader(world, sources.isEmpty() ? Map.of() : compile(world, sources));
        try {
            Object search =
                    loader.loadClass(world.search().getName())
                            .getDeclaredConstructor()
                            .newInstance();
            @SuppressWarnings("unchecked") // the class implements it
            IntFunction<String> typed = (IntFunction<String>) search;
            return typed;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the mutant does not load", e);
        }
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

    private static Map<String, byte[]> compile(World world, Map<String, String> sources)
            throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        List<String> options =
                List.of("-proc:none", "-nowarn", "-implicit:none", "-cp", classPath(world));
        try (Memory memory = new Memory(compiler.getStandardFileManager(diagnostics, null, null))) {
            List<JavaFileObject> units = new ArrayList<>();
            sources.forEach((file, text) -> units.add(new Source(world.folder() + file, text)));
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

    private static String classPath(World world) {
        return world.classPath().stream()
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .map(location -> Path.of(URI.create(location.toString())).toString())
                .distinct()
                .collect(Collectors.joining(System.getProperty("path.separator")));
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String file, String text) {
            super(URI.create("mem:///" + file), Kind.SOURCE);
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

    /** Loads everything of a world a second time, the mutated classes in place of the real. */
    private static final class MutantLoader extends ClassLoader {
        private final String packages;
        private final Map<String, byte[]> mutated;

        MutantLoader(World world, Map<String, byte[]> mutated) {
            super(Mutant.class.getClassLoader());
            this.packages = world.packages();
            this.mutated = mutated;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(packages)) {
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
