package lambent.runtime;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;

/** Handlers are made by their public constructor without arguments. */
final class Instances {
    private Instances() {}

    static Object make(Class<?> type) throws Fault {
        try {
            Constructor<?> constructor = type.getConstructor();
            return constructor.newInstance();
        } catch (InvocationTargetException e) {
            throw new Fault(messageOf(e.getCause()), e.getCause(), true);
        } catch (NoSuchMethodException e) {
            boolean inner = type.getEnclosingClass() != null && !Modifier.isStatic(type.getModifiers());
            String message = inner
                    ? "Class " + type.getName() + " cannot be instantiated because it is a non-static inner class"
                    : "Class " + type.getName() + " has no public zero-argument constructor";
            throw new Fault(message, new Exception(message, e), false);
        } catch (ReflectiveOperationException e) {
            throw new Fault(messageOf(e), e, false);
        }
    }

    private static String messageOf(Throwable thrown) {
        return thrown.getLocalizedMessage() == null ? thrown.getClass().getName() : thrown.getLocalizedMessage();
    }
}
