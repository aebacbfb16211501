import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;

public class ObjectInput implements RequestHandler<ObjectInput.Place, ObjectInput.Place> {
    public static class Place {
        private String bucket;
        private String key;
        private boolean validated;

        public String getBucket() {
            return bucket;
        }

        public void setBucket(String value) {
            bucket = value;
        }

        public String getKey() {
            return key;
        }

        public void setKey(String value) {
            key = value;
        }

        public boolean isValidated() {
            return validated;
        }

        public void setValidated(boolean value) {
            validated = value;
        }
    }

    @Override
    public Place handleRequest(Place event, Context context) {
        event.setValidated(true);
        return event;
    }
}
