/** AWS's own library of event classes in functions: what they see and answer is what AWS's own client makes of it. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import {
  type Files,
  type LaunchedWorld,
  openLaunchedWorld,
} from '../../src/services/lambda/invoke/launched-world.fixture.ts';
import { compileJava } from '../java-classes.ts';
import { javaMajor, missingTool, skipUnless } from '../tool.ts';
import { javaEvents } from './java-events.fixture.ts';

const central = 'https://repo.maven.apache.org/maven2';

/** By path below Maven Central, the SHA-256 of each jar. The second has AWS's client's own mapper in it. */
const jars: Readonly<Record<string, string>> = {
  'com/amazonaws/aws-lambda-java-events/3.16.1/aws-lambda-java-events-3.16.1.jar':
    'e090b3832e8b4decbde272b8b0e6dd248115fe20d05f17e00f32a00805892f05',
  'com/amazonaws/aws-lambda-java-serialization/1.1.6/aws-lambda-java-serialization-1.1.6.jar':
    'ccd287af5ce662245773095c86a12a1e24e2e7e644dbe8fd34a998fb4b253bf8',
  'joda-time/joda-time/2.10.8/joda-time-2.10.8.jar':
    'da04572b431597f0a42e6a7f44973f2bdc975776c25ad3cdb2ba92d17c554a66',
};

/** A layer of the jars; undefined where Maven Central cannot be reached. */
async function fetchJars(): Promise<Files | undefined> {
  const files: Record<string, Uint8Array> = {};
  for (const [path, digest] of Object.entries(jars)) {
    const answer = await fetch(`${central}/${path}`).catch(() => undefined);
    if (answer?.ok !== true) return undefined;
    const jar = Buffer.from(await answer.arrayBuffer());
    assert.equal(createHash('sha256').update(jar).digest('hex'), digest, path);
    files[`java/lib/${path.split('/').at(-1)}`] = jar;
  }
  return files;
}

const names = Object.keys(javaEvents);

/** For each class a handler that tells what it sees and one that answers what it gets; and AWS's mapper, by the event's text. */
const source = `
import com.amazonaws.services.lambda.runtime.events.*;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import java.io.*;
import java.lang.reflect.*;
import java.nio.ByteBuffer;
import java.util.*;

public class Events {
${names.map((name) => `public String sees${name}(${name} event) { return describe(event); }\npublic ${name} same${name}(${name} event) { return event; }`).join('\n')}

    @SuppressWarnings("unchecked")
    public List<String> aws(Map<String, String> given) throws Exception {
        Class<Object> type = (Class<Object>) Class.forName("com.amazonaws.services.lambda.runtime.events." + given.get("name"));
        PojoSerializer<Object> mapper = LambdaEventSerializers.isLambdaSupportedEvent(type.getName())
                ? LambdaEventSerializers.serializerFor(type, Events.class.getClassLoader())
                : (PojoSerializer<Object>) JacksonFactory.getInstance().getSerializer((Type) type);
        Object event = mapper.fromJson(new ByteArrayInputStream(given.get("text").getBytes("UTF-8")));
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        mapper.toJson(event, written);
        return Arrays.asList(describe(event), written.toString("UTF-8"));
    }

    /** Every field, whoever can see it. */
    private static String describe(Object value) {
        if (value instanceof Map) {
            Map<String, String> members = new TreeMap<>();
            ((Map<?, ?>) value).forEach((key, member) -> members.put(key.toString(), describe(member)));
            return members.toString();
        }
        if (value instanceof Collection) {
            List<String> elements = new ArrayList<>();
            for (Object element : (Collection<?>) value) elements.add(describe(element));
            return elements.toString();
        }
        if (value instanceof ByteBuffer) return "bytes " + Base64.getEncoder().encodeToString(((ByteBuffer) value).array());
        if (value == null || !value.getClass().getName().startsWith("com.amazonaws.")) return value + (value == null ? "" : " " + value.getClass());
        Map<String, String> members = new TreeMap<>();
        for (Class<?> type = value.getClass(); type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) || field.isSynthetic()) continue;
                field.setAccessible(true);
                try {
                    members.put(field.getName(), describe(field.get(value)));
                } catch (IllegalAccessException e) {
                    throw new AssertionError(e);
                }
            }
        }
        return value.getClass().getSimpleName() + members;
    }
}
`;

const noJavac = missingTool('javac');
const layer = noJavac === false ? await fetchJars() : undefined;
const skip = noJavac || skipUnless(layer !== undefined, `${central} cannot be reached`);

test('AWS’s event classes: seen and answered as AWS’s own client would', { skip }, async (t) => {
  const classes = await compileJava({ 'Events.java': source }, layer);
  const world = await openLaunchedWorld('process');
  t.after(() => world.close());
  const aws = await invoker(world, classes, 'aws');
  for (const [name, event] of Object.entries(javaEvents)) {
    await t.test(name, async () => {
      const text = JSON.stringify(event);
      const [seen = '', written = ''] = JSON.parse(await aws({ name, text })) as string[];
      const sees = await invoker(world, classes, `sees${name}`);
      assert.equal(JSON.parse(await sees(event)), seen);
      const same = await invoker(world, classes, `same${name}`);
      assert.deepEqual(JSON.parse(await same(event)), JSON.parse(written));
    });
  }
});

async function invoker(world: LaunchedWorld, classes: Files, method: string) {
  const version = { runtime: `java${javaMajor()}`, handler: `Events::${method}`, timeoutSeconds: 30 };
  const fn = await world.deploy(classes, version, layer);
  return async (event: unknown): Promise<string> => {
    const { failed, text } = await fn.invoke(event);
    assert.ok(!failed, text);
    return text;
  };
}
