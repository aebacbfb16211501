package lambent.json;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a class and its ancestors say that their type variables stand for. */
public final class KnownTypes {
    private final Map<TypeVariable<?>, Type> known = new HashMap<>();

    public void learn(ParameterizedType type) {
        learn((Class<?>) type.getRawType(), Arrays.asList(type.getActualTypeArguments()));
    }

    /** What an object of the class knows of its own variables and its ancestors'. */
    static KnownTypes of(Class<?> type, List<Type> arguments) {
        KnownTypes types = new KnownTypes();
        types.learn(type, arguments);
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            if (each.getGenericSuperclass() instanceof ParameterizedType) types.learn((ParameterizedType) each.getGenericSuperclass());
        }
        return types;
    }

    private void learn(Class<?> type, List<Type> arguments) {
        TypeVariable<?>[] variables = type.getTypeParameters();
        for (int i = 0; i < arguments.size(); i += 1) known.put(variables[i], resolve(arguments.get(i)));
    }

    /** The type with what is known in the place of its variables. */
    public Type resolve(Type type) {
        if (known.isEmpty()) return type;
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
