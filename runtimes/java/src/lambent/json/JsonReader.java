package lambent.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * From JSON text to maps, lists, text, booleans, null and numbers: Integer, Long or BigInteger, the smallest that holds it, and
 * BigDecimal for what has a fraction or an exponent.
 */
public final class JsonReader {
    /** As Jackson's. */
    private static final int DEPTH_MAX = 1000;

    private final String text;
    private int at;

    private JsonReader(String text) {
        this.text = text;
    }

    public static Object read(String text) {
        JsonReader reader = new JsonReader(text);
        Object value = reader.value(0);
        reader.skipSpace();
        if (reader.at < text.length()) throw reader.unexpected();
        return value;
    }

    private Object value(int depth) {
        if (depth > DEPTH_MAX) throw new JsonException("Document nesting depth exceeds the maximum allowed (" + DEPTH_MAX + ")");
        skipSpace();
        switch (peek()) {
            case '{':
                return object(depth);
            case '[':
                return array(depth);
            case '"':
                return string();
            case 't':
                return word("true", Boolean.TRUE);
            case 'f':
                return word("false", Boolean.FALSE);
            case 'n':
                return word("null", null);
            default:
                return number();
        }
    }

    private Map<String, Object> object(int depth) {
        Map<String, Object> map = new LinkedHashMap<>();
        at += 1;
        if (follows('}')) return map;
        do {
            skipSpace();
            if (peek() != '"') throw unexpected();
            String name = string();
            if (!follows(':')) throw unexpected();
            map.put(name, value(depth + 1));
        } while (follows(','));
        if (!follows('}')) throw unexpected();
        return map;
    }

    private List<Object> array(int depth) {
        List<Object> list = new ArrayList<>();
        at += 1;
        if (follows(']')) return list;
        do {
            list.add(value(depth + 1));
        } while (follows(','));
        if (!follows(']')) throw unexpected();
        return list;
    }

    private String string() {
        int start = at + 1;
        for (at = start; peek() != '\\'; at += 1) {
            if (peek() == '"') return text.substring(start, at++);
        }
        StringBuilder result = new StringBuilder(text.substring(start, at));
        while (peek() != '"') {
            char c = text.charAt(at++);
            result.append(c == '\\' ? escaped() : c);
        }
        at += 1;
        return result.toString();
    }

    private char escaped() {
        char c = peek();
        at += 1;
        switch (c) {
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u':
                if (at + 4 > text.length()) throw unexpected();
                try {
                    return (char) Integer.parseInt(text.substring(at, at += 4), 16);
                } catch (NumberFormatException e) {
                    throw unexpected();
                }
            default:
                return c;
        }
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at)) throw unexpected();
        at += word.length();
        return value;
    }

    private Object number() {
        int start = at;
        boolean whole = true;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            whole &= ".eE".indexOf(text.charAt(at)) < 0;
            at += 1;
        }
        String digits = text.substring(start, at);
        try {
            if (!whole) return new BigDecimal(digits);
            if (digits.length() > 18) return smallest(new BigInteger(digits));
            long value = Long.parseLong(digits);
            return (int) value == value ? (Object) (int) value : (Object) value;
        } catch (NumberFormatException e) {
            at = start;
            throw unexpected();
        }
    }

    private static Object smallest(BigInteger value) {
        return value.bitLength() < 64 ? (Object) value.longValue() : value;
    }

    private boolean follows(char c) {
        skipSpace();
        if (peek() != c) return false;
        at += 1;
        return true;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at += 1;
    }

    private char peek() {
        if (at >= text.length()) throw new JsonException("Unexpected end-of-input");
        return text.charAt(at);
    }

    private JsonException unexpected() {
        String what = at < text.length() ? "Unexpected character ('" + text.charAt(at) + "')" : "Unexpected end-of-input";
        return new JsonException(what + " at position " + at);
    }
}
