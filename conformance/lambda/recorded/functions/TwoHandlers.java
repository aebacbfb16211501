import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;

public class TwoHandlers implements RequestHandler<Object, String> {
    @Override
    public String handleRequest(Object event, Context context) {
        return "INTERFACE";
    }

    public String handleRequestCustom(Object event, Context context) {
        return "CUSTOM";
    }
}
