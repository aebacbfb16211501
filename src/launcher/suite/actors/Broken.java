/** Handlers of the contract suite that cannot be loaded. */
public class Broken {
    public static class RaisesWhenLoaded {
        static final int VALUE = fail();

        private static int fail() {
            throw new IllegalStateException("at once");
        }

        public Object handler(Object event) {
            return event;
        }
    }

    public static class EndsWhenLoaded {
        static {
            System.exit(3);
        }

        public Object handler(Object event) {
            return event;
        }
    }
}
