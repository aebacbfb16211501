package lambent.json;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Date;

/** Dates of java.util and java.sql: milliseconds, or text in ISO 8601 or as HTTP has them. */
final class DateText {
    /** `2026-08-20T01:02:03.004Z`, `…+0200` and `…+02:00`. */
    private static final DateTimeFormatter WITH_OFFSET = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX][X]")
            .parseDefaulting(java.time.temporal.ChronoField.OFFSET_SECONDS, 0)
            .toFormatter();

    private DateText() {}

    static Object read(Object tree, Class<?> type) {
        long millis = tree instanceof Number ? ((Number) tree).longValue() : millisOf(tree.toString(), type);
        if (type == Date.class) return new Date(millis);
        try {
            return type.getConstructor(long.class).newInstance(millis);
        } catch (ReflectiveOperationException e) {
            throw new JsonException("Cannot construct instance of `" + type.getName() + "`", e);
        }
    }

    private static long millisOf(String text, Class<?> type) {
        try {
            if (text.matches("-?\\d+")) return Long.parseLong(text);
            if (Character.isLetter(text.charAt(0))) return OffsetDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant().toEpochMilli();
            if (text.length() == "2026-08-20".length()) return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
            return OffsetDateTime.parse(text, WITH_OFFSET).toInstant().toEpochMilli();
        } catch (DateTimeException | NumberFormatException e) {
            throw new JsonException("Cannot deserialize value of type `" + type.getName() + "` from String \"" + text + "\": not a valid representation", e);
        }
    }
}
