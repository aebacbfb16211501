package com.amazonaws.services.lambda.runtime.events;

import java.util.List;

/** As AWS's library has it: classes without setters, made by constructors that take all. */
public class S3Event {
    private final List<Entity> records;

    public S3Event() { this(null); }

    public S3Event(List<Entity> records) { this.records = records; }

    public List<Entity> getRecords() { return records; }

    public S3Event same(S3Event event) { return event; }

    public static class Entity {
        private final String xAmzId2;
        private final Long size;

        public Entity(String id, Long size) {
            this.xAmzId2 = id;
            this.size = size;
        }

        public String getxAmzId2() { return xAmzId2; }

        public Long getSizeAsLong() { return size; }

        public Integer getSize() { return size.intValue(); }
    }
}
