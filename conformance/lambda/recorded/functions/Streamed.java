import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

public class Streamed implements RequestStreamHandler {
    @Override
    public void handleRequest(InputStream event, OutputStream result, Context context) throws IOException {
        result.write('{');
        result.write('}');
    }
}
