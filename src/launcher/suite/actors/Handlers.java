import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.CustomPojoSerializer;
import com.amazonaws.services.lambda.runtime.LambdaRuntime;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Handlers of every form that AWS's Java runtimes take. */
public class Handlers {
    public enum Colour { RED, GREEN }

    public static class Item {
        private String name;
        private int count;
        private Colour colour;
        private List<Item> parts;
        private boolean fresh;
        private String URL;
        public double price;
        transient int ignored = 9;

        public String getName() { return name; }

        public void setName(String name) { this.name = name; }

        public int getCount() { return count; }

        public void setCount(int count) { this.count = count; }

        public Colour getColour() { return colour; }

        public void setColour(Colour colour) { this.colour = colour; }

        public List<Item> getParts() { return parts; }

        public void setParts(List<Item> parts) { this.parts = parts; }

        public boolean isFresh() { return fresh; }

        public void setFresh(boolean fresh) { this.fresh = fresh; }

        public String getURL() { return URL; }

        public void setURL(String url) { this.URL = url; }
    }

    public static class Various {
        public Date date;
        public Instant instant;
        public LocalDate day;
        public UUID id;
        public BigDecimal amount;
        public long[] numbers;
        public byte[] bytes;
        public Map<Colour, Integer> counts;
        public Optional<String> maybe;
        public Character letter;
        public Double ratio;
    }

    public static class Typed implements RequestHandler<Item, Item> {
        @Override
        public Item handleRequest(Item input, Context context) { return input; }
    }

    public abstract static class Base<T> implements RequestHandler<List<T>, Map<String, T>> {}

    public static class Inherited extends Base<Item> {
        @Override
        public Map<String, Item> handleRequest(List<Item> input, Context context) {
            return java.util.Collections.singletonMap(input.get(0).getName(), input.get(0));
        }
    }

    public static class Streams implements RequestStreamHandler {
        @Override
        public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
            output.write("raw ".getBytes("UTF-8"));
            for (int b = input.read(); b >= 0; b = input.read()) output.write(b);
        }
    }

    /** A function's own JSON. */
    public static class Own implements CustomPojoSerializer {
        @Override
        public <T> T fromJson(InputStream input, java.lang.reflect.Type type) {
            @SuppressWarnings("unchecked")
            T text = (T) "own";
            return text;
        }

        @Override
        public <T> T fromJson(String input, java.lang.reflect.Type type) { return fromJson((InputStream) null, type); }

        @Override
        public <T> void toJson(T value, OutputStream output, java.lang.reflect.Type type) {
            new java.io.PrintStream(output).print("<" + value + ">");
        }
    }

    public static class FailsWhenMade {
        public FailsWhenMade() { throw new IllegalStateException("not made"); }

        public String handler() { return ""; }
    }

    public class Inner {
        public String handler() { return ""; }
    }

    public Various various(Various input) { return input; }

    public static String fixed() { return "fixed"; }

    public void nothing(String input) {}

    public int sum(List<Integer> numbers) { return numbers.stream().mapToInt(Integer::intValue).sum(); }

    public String onlyContext(Context context) { return context.getFunctionName(); }

    public String overloaded(String input) { return "one"; }

    public String overloaded(String input, Context context) { return "with context"; }

    public void copied(InputStream input, OutputStream output) throws IOException {
        for (int b = input.read(); b >= 0; b = input.read()) output.write(b);
    }

    public Object recursion(Object input) { return recursion(input); }

    public Object causes(Object input) { throw new RuntimeException("outer", new IllegalArgumentException("inner")); }

    public Object checked(Object input) throws Exception { throw new java.io.IOException("on purpose"); }

    public Object logs(Object input) {
        LambdaRuntime.getLogger().log("without an end");
        LambdaRuntime.getLogger().log("bytes".getBytes());
        return null;
    }

    public static class Around {
        public String name;
        public Part part;

        /** Not static. */
        public class Part {
            public String name;

            String text() { return name + " of " + Around.this.name; }
        }
    }

    public String around(Around value) { return value.part.text(); }

    public static class Box<T> {
        public T value;
        public List<T> more;
    }

    public static class Numbers extends Box<Integer> {
        public Box<Box<String>> nested;
        public Number any;
        public double ratio;
        public java.util.Calendar at;
        public Colour colour;
        public java.util.EnumSet<Colour> colours;

        /** Of these two the one that goes with the getter counts. */
        public void setSize(String size) { throw new IllegalStateException("the other one"); }

        public void setSize(int size) { this.more.add(size); }

        public int getSize() { return more.size(); }
    }

    /** What only the types say that the members' own declarations leave open. */
    public String generic(Numbers numbers) {
        int sum = numbers.value + numbers.more.get(0);
        String text = numbers.nested.value.value + numbers.nested.more.get(0).value;
        return sum + " " + text + " " + numbers.any.getClass().getSimpleName() + " " + numbers.ratio + " " + numbers.at.getTimeInMillis() + " "
                + numbers.colours + " " + numbers.more;
    }
}
