package lambent.json;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Calendar;
import java.util.Collection;
import java.util.Date;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** From values to JSON text, by the rules of AWS's client: its Jackson leaves out null members and writes dates as numbers. */
public final class JsonWriter {
    private static final int DEPTH_MAX = 1000;

    private final StringBuilder out = new StringBuilder();

    private JsonWriter() {}

    public static String write(Object value) {
        JsonWriter writer = new JsonWriter();
        writer.value(value, 0);
        return writer.out.toString();
    }

    private void value(Object value, int depth) {
        if (depth > DEPTH_MAX) throw new JsonException("Infinite recursion (StackOverflowError)");
        if (value == null || value instanceof Boolean) out.append(value);
        else if (value instanceof Number) number((Number) value);
        else if (isText(value)) string(value.toString());
        else if (value instanceof Enum) string(((Enum<?>) value).name());
        else if (value instanceof Map) members(((Map<?, ?>) value).entrySet(), depth);
        else if (value instanceof byte[]) string(Base64.getEncoder().encodeToString((byte[]) value));
        else if (value instanceof ByteBuffer) string(Base64.getEncoder().encodeToString(bytesOf((ByteBuffer) value)));
        else if (value instanceof char[]) string(new String((char[]) value));
        else if (value instanceof Iterable && isCollection(value)) elements(((Iterable<?>) value).iterator(), depth);
        else if (value.getClass().isArray()) array(value, depth);
        else if (value instanceof Date) out.append(((Date) value).getTime());
        else if (value instanceof Calendar) out.append(((Calendar) value).getTimeInMillis());
        else if (value instanceof Optional) value(((Optional<?>) value).orElse(null), depth);
        else if (JavaTime.isOne(value)) value(JavaTime.write(value), depth);
        else members(Bean.of(value.getClass()).read(value).entrySet(), depth);
    }

    private static boolean isText(Object value) {
        return value instanceof CharSequence || value instanceof Character || value instanceof UUID
                || value instanceof java.net.URI || value instanceof java.net.URL || value instanceof java.util.Locale;
    }

    /** A path, for one, is iterable and no collection. */
    private static boolean isCollection(Object value) {
        return value instanceof Collection || !(value instanceof java.nio.file.Path);
    }

    private static byte[] bytesOf(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private void number(Number value) {
        double number = value.doubleValue();
        boolean finite = !(value instanceof Double || value instanceof Float) || !(Double.isNaN(number) || Double.isInfinite(number));
        if (finite) out.append(value);
        else string(value.toString());
    }

    private void members(Collection<? extends Map.Entry<?, ?>> entries, int depth) {
        String separator = "{";
        for (Map.Entry<?, ?> entry : entries) {
            if (entry.getValue() == null) continue;
            out.append(separator);
            string(String.valueOf(entry.getKey()));
            out.append(':');
            value(entry.getValue(), depth + 1);
            separator = ",";
        }
        out.append(separator.equals("{") ? "{}" : "}");
    }

    private void elements(Iterator<?> values, int depth) {
        out.append('[');
        while (values.hasNext()) {
            value(values.next(), depth + 1);
            if (values.hasNext()) out.append(',');
        }
        out.append(']');
    }

    private void array(Object array, int depth) {
        out.append('[');
        for (int i = 0; i < Array.getLength(array); i += 1) {
            if (i > 0) out.append(',');
            value(Array.get(array, i), depth + 1);
        }
        out.append(']');
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i += 1) character(text, i);
        out.append('"');
    }

    private void character(String text, int i) {
        char c = text.charAt(i);
        int shorthand = "\"\\\b\f\n\r\t".indexOf(c);
        if (shorthand >= 0) out.append('\\').append("\"\\bfnrt".charAt(shorthand));
        else if (c < ' ' || isAlone(text, i)) out.append(String.format("\\u%04X", (int) c));
        else out.append(c);
    }

    /** Half a surrogate pair has no bytes in UTF-8. */
    private static boolean isAlone(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }
}
