import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Base64;
import java.util.Calendar;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The contract suite's function in Java: does what the event's `do` says. */
public class Actor implements RequestHandler<Object, Object> {
    static {
        System.out.println("loaded");
    }

    public static class Mine extends RuntimeException {
        Mine(String message) {
            super(message);
        }
    }

    /** No getter of which can be called. */
    public static class Unserialisable {
        public Object getValue() {
            throw new IllegalStateException("no value");
        }
    }

    private int count;

    @Override
    public Object handleRequest(Object input, Context context) {
        if (!(input instanceof Map) || !((Map<?, ?>) input).containsKey("do")) return input;
        try {
            return act((Map<?, ?>) input, context);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Object act(Map<?, ?> event, Context context) throws IOException, InterruptedException {
        switch ((String) event.get("do")) {
            case "value":
                return event.get("value");
            case "nothing":
                return null;
            case "large":
                return String.join("", Collections.nCopies((Integer) event.get("characters"), "x"));
            case "length":
                return ((String) event.get("text")).codePoints().count();
            case "unserialisable":
                return new Unserialisable();
            case "log":
                context.getLogger().log((String) event.get("message"), LogLevel.fromString((String) event.get("level")));
                return null;
            case "raise":
                print(event.get("print"));
                throw new Mine((String) event.get("message"));
            case "exit":
                print(event.get("print"));
                System.exit((Integer) event.get("code"));
                return null;
            case "kill":
                run("kill -" + ((String) event.get("signal")).substring(3) + " $PPID");
                TimeUnit.SECONDS.sleep(10);
                return null;
            case "context":
                return describe(context);
            default:
                return actOnSurroundings(event);
        }
    }

    private Object actOnSurroundings(Map<?, ?> event) throws IOException, InterruptedException {
        switch ((String) event.get("do")) {
            case "print":
                for (int n = 0; n < (Integer) event.get("lines"); n += 1) System.out.println("line " + n);
                return event.get("lines");
            case "write":
                ("stderr".equals(event.get("to")) ? System.err : System.out).print(event.get("text"));
                return null;
            case "bytes":
                System.out.write(Base64.getDecoder().decode((String) event.get("base64")));
                return null;
            case "alternate":
                for (int n = 0; n < (Integer) event.get("times"); n += 1) {
                    System.out.print("o");
                    System.err.print("e");
                }
                return null;
            case "run":
                return run((String) event.get("command"));
            case "remember":
                count += 1;
                Files.write(temporary("count"), new byte[] {'x'}, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                return new long[] {Files.size(temporary("count")), count};
            case "file":
                String name = (String) event.get("name");
                Files.write(temporary(name), ((String) event.get("text")).getBytes(StandardCharsets.UTF_8));
                return Arrays.asList(text(temporary(name)), Arrays.asList(temporary("").toFile().list()).contains(name));
            case "readTask":
                return text(Paths.get((String) event.get("name")));
            case "environment":
                return System.getenv();
            case "process":
                return Arrays.asList(Integer.parseInt(new File("/proc/self").getCanonicalFile().getName()), System.getProperty("user.dir"));
            case "hourOfEpoch":
                Calendar calendar = Calendar.getInstance(Locale.ROOT);
                calendar.setTimeInMillis(0);
                return calendar.get(Calendar.HOUR_OF_DAY);
            default:
                throw new IllegalArgumentException("no action " + event.get("do"));
        }
    }

    private static void print(Object text) {
        if (text != null) System.out.print(text);
    }

    private static Path temporary(String name) {
        return Paths.get(System.getProperty("java.io.tmpdir"), name);
    }

    private static String text(Path path) throws IOException {
        return new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
    }

    private static String run(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", command).redirectErrorStream(false).start();
        StringBuilder output = new StringBuilder();
        for (int b = process.getInputStream().read(); b >= 0; b = process.getInputStream().read()) output.append((char) b);
        process.waitFor();
        return output.toString();
    }

    private static Map<String, Object> describe(Context context) {
        Map<String, Object> fields = new LinkedHashMap<>();
        ClientContext client = context.getClientContext();
        CognitoIdentity identity = context.getIdentity();
        fields.put("requestId", context.getAwsRequestId());
        fields.put("functionName", context.getFunctionName());
        fields.put("functionVersion", context.getFunctionVersion());
        fields.put("memoryLimit", context.getMemoryLimitInMB());
        fields.put("logGroup", context.getLogGroupName());
        fields.put("logStream", context.getLogStreamName());
        fields.put("arn", context.getInvokedFunctionArn());
        fields.put("custom", client == null ? null : client.getCustom());
        fields.put("clientEnv", client == null ? null : client.getEnvironment());
        fields.put("installation", client == null || client.getClient() == null ? null : client.getClient().getInstallationId());
        fields.put("identity", identity == null ? null : identity.getIdentityId());
        fields.put("pool", identity == null ? null : identity.getIdentityPoolId());
        fields.put("tenant", context.getTenantId());
        fields.put("remaining", context.getRemainingTimeInMillis());
        return fields;
    }
}
