package lambent.runtime;

import com.amazonaws.services.lambda.runtime.CustomPojoSerializer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.ServiceLoader;
import lambent.json.JsonBinder;
import lambent.json.JsonReader;
import lambent.json.JsonWriter;

/** Between JSON and a handler's values: the function's own CustomPojoSerializer where it brings one. */
final class Serializer {
    private static final int BUFFER_BYTES = 8192;

    private final CustomPojoSerializer custom;
    private final JsonBinder binder = new JsonBinder();

    Serializer(ClassLoader loader) throws Fault {
        Iterator<CustomPojoSerializer> found = ServiceLoader.load(CustomPojoSerializer.class, loader).iterator();
        custom = found.hasNext() ? found.next() : null;
        if (custom != null && found.hasNext()) {
            throw new Fault("Too many serializers provided inside the META-INF/services folder, only one is allowed");
        }
    }

    Object read(InputStream event, Type type) {
        try {
            if (custom != null) return custom.fromJson(event, type);
            return binder.bind(JsonReader.read(textOf(event)), type);
        } catch (Exception | StackOverflowError e) {
            throw new RuntimeException("An error occurred during JSON parsing", e);
        }
    }

    void write(Object value, OutputStream result, Type type) {
        try {
            if (custom != null) custom.toJson(value, result, type);
            else result.write(JsonWriter.write(value).getBytes(StandardCharsets.UTF_8));
        } catch (Exception | StackOverflowError e) {
            throw new RuntimeException("An error occurred during JSON serialization of response", e);
        }
    }

    private static String textOf(InputStream event) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.max(1, event.available()));
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int count = event.read(buffer); count >= 0; count = event.read(buffer)) bytes.write(buffer, 0, count);
        return new String(bytes.toByteArray(), StandardCharsets.UTF_8);
    }
}
