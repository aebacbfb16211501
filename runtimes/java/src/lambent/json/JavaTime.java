package lambent.json;

import java.lang.reflect.InvocationTargetException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;

/** The classes of java.time: moments and durations are seconds, local dates and times arrays; text is read too. */
final class JavaTime {
    private static final int NANOS_PER_SECOND = 1_000_000_000;

    private JavaTime() {}

    static boolean isOne(Object value) {
        return isOne(value.getClass());
    }

    static boolean isOne(Class<?> type) {
        return type.getName().startsWith("java.time.");
    }

    static Object write(Object value) {
        if (value instanceof Instant) return seconds(((Instant) value).getEpochSecond(), ((Instant) value).getNano());
        if (value instanceof OffsetDateTime) return write(((OffsetDateTime) value).toInstant());
        if (value instanceof ZonedDateTime) return write(((ZonedDateTime) value).toInstant());
        if (value instanceof Duration) return seconds(((Duration) value).getSeconds(), ((Duration) value).getNano());
        if (value instanceof LocalDate) return dateParts((LocalDate) value);
        if (value instanceof LocalTime) return timeParts((LocalTime) value);
        if (value instanceof LocalDateTime) {
            List<Integer> parts = dateParts(((LocalDateTime) value).toLocalDate());
            parts.addAll(timeParts(((LocalDateTime) value).toLocalTime()));
            return parts;
        }
        return value.toString();
    }

    private static BigDecimal seconds(long whole, int nanos) {
        return new BigDecimal(whole).add(BigDecimal.valueOf(nanos, 9)).setScale(9);
    }

    private static List<Integer> dateParts(LocalDate date) {
        List<Integer> parts = new ArrayList<>();
        parts.add(date.getYear());
        parts.add(date.getMonthValue());
        parts.add(date.getDayOfMonth());
        return parts;
    }

    private static List<Integer> timeParts(LocalTime time) {
        List<Integer> parts = new ArrayList<>();
        parts.add(time.getHour());
        parts.add(time.getMinute());
        if (time.getSecond() > 0 || time.getNano() > 0) parts.add(time.getSecond());
        if (time.getNano() > 0) parts.add(time.getNano());
        return parts;
    }

    static Object read(Object tree, Class<?> type) {
        if (tree instanceof Number) return ofSeconds(new BigDecimal(tree.toString()), type);
        if (tree instanceof List) return ofParts((List<?>) tree, type);
        try {
            return type.getMethod("parse", CharSequence.class).invoke(null, String.valueOf(tree));
        } catch (InvocationTargetException e) {
            throw new JsonException("Cannot deserialize value of type `" + type.getName() + "` from String \"" + tree + "\"", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new JsonException("Cannot construct instance of `" + type.getName() + "`", e);
        }
    }

    private static Object ofSeconds(BigDecimal value, Class<?> type) {
        long seconds = value.setScale(0, java.math.RoundingMode.FLOOR).longValue();
        int nanos = value.subtract(BigDecimal.valueOf(seconds)).multiply(BigDecimal.valueOf(NANOS_PER_SECOND)).intValue();
        if (type == LocalDate.class) return LocalDate.ofEpochDay(seconds);
        Instant instant = Instant.ofEpochSecond(seconds, nanos);
        if (type == Instant.class) return instant;
        if (type == OffsetDateTime.class) return instant.atOffset(ZoneOffset.UTC);
        if (type == ZonedDateTime.class) return instant.atZone(ZoneId.of("UTC"));
        if (type == Duration.class) return Duration.ofSeconds(seconds, nanos);
        throw new JsonException("Cannot deserialize value of type `" + type.getName() + "` from a number");
    }

    private static Object ofParts(List<?> parts, Class<?> type) {
        int[] numbers = new int[7];
        for (int i = 0; i < Math.min(parts.size(), numbers.length); i += 1) numbers[i] = ((Number) parts.get(i)).intValue();
        if (type == LocalTime.class) return LocalTime.of(numbers[0], numbers[1], numbers[2], numbers[3]);
        LocalDate date = LocalDate.of(numbers[0], numbers[1], numbers[2]);
        if (type == LocalDate.class) return date;
        if (type == LocalDateTime.class) return date.atTime(numbers[3], numbers[4], numbers[5], numbers[6]);
        throw new JsonException("Cannot deserialize value of type `" + type.getName() + "` from an array");
    }
}
