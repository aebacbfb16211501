import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;

public class Wrapped implements RequestHandler<Object, String> {
    @Override
    public String handleRequest(Object event, Context context) {
        return System.getenv("WRAPPER_VAR");
    }
}
