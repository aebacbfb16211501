package com.amazonaws.services.lambda.runtime.events;

import java.util.List;

/** As AWS's library of event classes has them: names that differ from the event's in case, and classes without setters. */
public class SomeEvent {
    private List<Entity> records;

    public List<Entity> getRecords() { return records; }

    public void setRecords(List<Entity> records) { this.records = records; }

    public String handler(SomeEvent event) { return event.records.get(0).eventSourceArn + " " + event.records.get(0).size; }

    public static class Entity {
        private final String eventSourceArn;
        private final Long size;

        public Entity(String eventSourceArn, Long size) {
            this.eventSourceArn = eventSourceArn;
            this.size = size;
        }
    }
}
