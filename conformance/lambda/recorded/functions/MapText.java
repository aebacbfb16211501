import java.util.Map;
import java.util.TreeMap;

/** What a function's library does: an object of strings as JSON. */
public class MapText {
    public static String of(Map<String, String> map) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(map).forEach((name, value) -> {
            text.append(text.length() == 0 ? "" : ",").append('"').append(name).append("\":\"").append(value).append('"');
        });
        return "{" + text + "}";
    }
}
