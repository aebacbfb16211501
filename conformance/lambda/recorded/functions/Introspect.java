import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

public class Introspect implements RequestHandler<Map<String, Object>, Object> {
    @Override
    public Object handleRequest(Map<String, Object> event, Context context) {
        if (event.containsKey("fail")) {
            throw new RuntimeException("Error: some_error_msg");
        }
        int remaining = context.getRemainingTimeInMillis();
        Map<String, Object> ctx = new LinkedHashMap<>();
        ctx.put("aws_request_id", context.getAwsRequestId());
        ctx.put("function_name", context.getFunctionName());
        ctx.put("function_version", context.getFunctionVersion());
        ctx.put("invoked_function_arn", context.getInvokedFunctionArn());
        ctx.put("log_group_name", context.getLogGroupName());
        ctx.put("log_stream_name", context.getLogStreamName());
        ctx.put("memory_limit_in_mb", String.valueOf(context.getMemoryLimitInMB()));
        ctx.put("remaining_time_in_millis", remaining > 0 && remaining <= 3000);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("ctx", ctx);
        result.put("environment", new TreeMap<>(System.getenv()));
        return result;
    }
}
