package com.amazonaws.services.lambda.runtime.events;

import java.util.Date;
import java.util.List;

/** Of a class in AWS's library of event classes the name, and what AWS's client maps in a way of its own: a list's name, a date. */
public class KinesisEvent {
    private List<Record> records;

    public List<Record> getRecords() { return records; }

    public void setRecords(List<Record> records) { this.records = records; }

    public long arrival(KinesisEvent event) { return event.records.get(0).arrived.getTime(); }

    public KinesisEvent same(KinesisEvent event) { return event; }

    public static class Record {
        private Date arrived;

        public Date getArrived() { return arrived; }

        public void setArrived(Date arrived) { this.arrived = arrived; }
    }
}
