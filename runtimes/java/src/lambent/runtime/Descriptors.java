package lambent.runtime;

import java.io.FileDescriptor;
import java.lang.reflect.Constructor;

/** Streams that the process was started with. Java has no public way to one beyond 2; the manifest opens java.io for this one. */
final class Descriptors {
    private Descriptors() {}

    static FileDescriptor of(int number) {
        try {
            Constructor<FileDescriptor> constructor = FileDescriptor.class.getDeclaredConstructor(int.class);
            constructor.setAccessible(true);
            return constructor.newInstance(number);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This Java has no descriptor " + number, e);
        }
    }
}
