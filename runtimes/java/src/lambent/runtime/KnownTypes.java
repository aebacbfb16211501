package lambent.runtime;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** What a class and its ancestors say that their type variables stand for. */
final class KnownTypes {
    private final Map<TypeVariable<?>, Type> known = new HashMap<>();

    void learn(ParameterizedType type) {
        TypeVariable<?>[] variables = ((Class<?>) type.getRawType()).getTypeParameters();
        Type[] arguments = type.getActualTypeArguments();
        for (int i = 0; i < arguments.length; i += 1) known.put(variables[i], resolve(arguments[i]));
    }

    /** The type with what is known in the place of its variables. */
    Type resolve(Type type) {
        if (type instanceof TypeVariable) return known.getOrDefault(type, type);
        if (!(type instanceof ParameterizedType)) return type;
        ParameterizedType given = (ParameterizedType) type;
        Type[] arguments = Arrays.stream(given.getActualTypeArguments()).map(this::resolve).toArray(Type[]::new);
        return new ParameterizedType() {
            @Override
            public Type[] getActualTypeArguments() {
                return arguments.clone();
            }

            @Override
            public Type getRawType() {
                return given.getRawType();
            }

            @Override
            public Type getOwnerType() {
                return given.getOwnerType();
            }
        };
    }
}
