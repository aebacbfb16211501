package lambent.runtime;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The process's variables as C has them, `environ`, which programs inherit that Java starts. It has no way to change them: here the C
 * library's own pointer to them is found and led to others. Where that does not come out as expected, this throws.
 */
final class NativeVariables {
    /** Of one mapping in /proc/self/maps that can be written: from, to, file. */
    private static final Pattern MAPPING = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) rw-p \\S+ \\S+ \\S+ *(\\S*)");
    private static final Pattern C_LIBRARY = Pattern.compile(".*/(libc[.-]|ld-musl-)[^/]*");

    /** The one after "(name)" in /proc/self/stat: where the kernel has put the arguments, and after them the variables. See proc(5). */
    private static final int START_OF_STACK = 28 - 3;
    private static final int WORD = 8;

    private final Memory memory = new Memory();
    private final long pointer;

    NativeVariables() throws ReflectiveOperationException, IOException {
        this.pointer = pointerTo(firstVariables());
    }

    void replaceWith(Map<String, String> variables) throws ReflectiveOperationException {
        List<byte[]> texts = new ArrayList<>();
        int bytes = WORD;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            byte[] text = (variable.getKey() + "=" + variable.getValue() + "\0").getBytes(StandardCharsets.UTF_8);
            texts.add(text);
            bytes += WORD + text.length;
        }
        // Never freed: C may hand it out until the process ends.
        long block = memory.allocate(bytes);
        ByteBuffer content = ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
        long place = block + WORD * (texts.size() + 1);
        for (byte[] text : texts) {
            content.putLong(place);
            place += text.length;
        }
        content.putLong(0);
        for (byte[] text : texts) content.put(text);
        memory.write(block, content.array());
        memory.write(pointer, ByteBuffer.allocate(WORD).order(ByteOrder.nativeOrder()).putLong(block).array());
        if (count() != texts.size()) throw new IllegalStateException("The variables are not where they were expected");
    }

    /** As Java itself reads them from C when it is first asked for one: names and values by turns. */
    private static int count() throws ReflectiveOperationException {
        Method environ = Class.forName("java.lang.ProcessEnvironment").getDeclaredMethod("environ");
        environ.setAccessible(true);
        return ((byte[][]) environ.invoke(null)).length / 2;
    }

    private long firstVariables() throws IOException, ReflectiveOperationException {
        String stat = new String(Files.readAllBytes(Paths.get("/proc/self/stat")), StandardCharsets.UTF_8);
        long stack = Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[START_OF_STACK]);
        long arguments = memory.read(stack, WORD).getLong();
        return stack + WORD * (arguments + 2);
    }

    private long pointerTo(long variables) throws IOException, ReflectiveOperationException {
        List<Long> found = new ArrayList<>();
        boolean ofLibrary = false;
        for (String line : Files.readAllLines(Paths.get("/proc/self/maps"))) {
            Matcher mapping = MAPPING.matcher(line);
            if (!mapping.matches()) {
                ofLibrary = false;
                continue;
            }
            String file = mapping.group(3);
            // What follows without a name is the rest of the library's data.
            ofLibrary = C_LIBRARY.matcher(file).matches() || ofLibrary && file.isEmpty();
            if (!ofLibrary) continue;
            long from = Long.parseUnsignedLong(mapping.group(1), 16);
            ByteBuffer data = memory.read(from, (int) (Long.parseUnsignedLong(mapping.group(2), 16) - from));
            while (data.hasRemaining()) {
                if (data.getLong() == variables) found.add(from + data.position() - WORD);
            }
        }
        if (found.size() != 1) throw new IllegalStateException("The C library has " + found.size() + " places for variables");
        return found.get(0);
    }

    /** By the class that Java's own libraries use, of which Java 8 has no other than the public one. */
    private static final class Memory {
        private final Object unsafe;
        private final Method allocate;
        private final Method copy;
        private final long start;

        Memory() throws ReflectiveOperationException {
            Class<?> type = classOfMemory();
            Field instance = type.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            this.unsafe = instance.get(null);
            this.allocate = type.getMethod("allocateMemory", long.class);
            this.copy = type.getMethod("copyMemory", Object.class, long.class, Object.class, long.class, long.class);
            this.start = ((Number) type.getField("ARRAY_BYTE_BASE_OFFSET").get(null)).longValue();
        }

        private static Class<?> classOfMemory() throws ClassNotFoundException {
            boolean isEight = System.getProperty("java.specification.version").equals("1.8");
            return Class.forName(isEight ? "sun.misc.Unsafe" : "jdk.internal.misc.Unsafe");
        }

        long allocate(long bytes) throws ReflectiveOperationException {
            return (Long) allocate.invoke(unsafe, bytes);
        }

        ByteBuffer read(long address, int bytes) throws ReflectiveOperationException {
            byte[] content = new byte[bytes];
            copy.invoke(unsafe, null, address, content, start, (long) bytes);
            return ByteBuffer.wrap(content).order(ByteOrder.nativeOrder());
        }

        void write(long address, byte[] content) throws ReflectiveOperationException {
            copy.invoke(unsafe, content, start, null, address, (long) content.length);
        }
    }
}
