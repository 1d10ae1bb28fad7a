package org.spean.leaks;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakTracker;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Netty's leak detector, which keeps what it reports. Netty makes one for each kind of resource (buffers, TLS contexts, timers)
 * in a JVM that is started with {@code -Dio.netty.customResourceLeakDetector} and the name of this class, as tests are.
 */
public final class HeardLeaks<T> extends ResourceLeakDetector<T> {
    private static final List<HeardLeaks<?>> DETECTORS = new CopyOnWriteArrayList<>();
    private static final List<String> REPORTS = new CopyOnWriteArrayList<>();
    private static final int MAX_COLLECTIONS = 50;
    private static final int PATIENCE_MS = 200;

    /** Netty looks for this constructor; an active resource was too many in its old versions. */
    public HeardLeaks(Class<?> resource, int samplingInterval, long maxActive) {
        this(resource, samplingInterval);
    }

    /** Netty looks for this constructor; tracks one of {@code samplingInterval} resources, or all when paranoid. */
    public HeardLeaks(Class<?> resource, int samplingInterval) {
        super(resource, samplingInterval);
        DETECTORS.add(this);
    }

    /** Whether Netty's buffers are watched by this class. */
    static boolean hears() {
        UnpooledByteBufAllocator.DEFAULT.directBuffer(1).release();
        return !DETECTORS.isEmpty();
    }

    /** What was reported so far, the oldest first. Grows; nothing is ever taken away. Any thread. */
    public static List<String> reports() {
        return List.copyOf(REPORTS);
    }

    /**
     * What was reported, and all that can be: collects garbage until references that it cleared have been queued, and lets
     * each detector look. A leak shows when its resource was collected and another one is tracked. Takes some 50 ms.
     */
    public static List<String> reportsAfterCollection() {
        // What one collection cleared has been queued for certain when something of a later one is.
        collected();
        collected();
        DETECTORS.forEach(HeardLeaks::look);
        return reports();
    }

    private static void collected() {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        WeakReference<Object> sentinel = new WeakReference<>(new Object(), queue);
        try {
            for (int i = 0; i < MAX_COLLECTIONS; i++) {
                System.gc();
                if (queue.remove(PATIENCE_MS) != null) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Reference.reachabilityFence(sentinel);
        }
        throw new IllegalStateException("garbage is not collected");
    }

    @SuppressWarnings("unchecked") // a detector never looks at what it tracks
    private void look() {
        Object probe = new Object();
        ResourceLeakTracker<Object> tracker = ((ResourceLeakDetector<Object>) this).track(probe);
        if (tracker != null) {
            tracker.close(probe);
        }
    }

    @Override
    protected boolean needReport() {
        return true;
    }

    @Override
    protected void reportTracedLeak(String resource, String records) {
        REPORTS.add(resource + " was not released before it was garbage-collected:" + records);
        super.reportTracedLeak(resource, records);
    }

    @Override
    protected void reportUntracedLeak(String resource) {
        REPORTS.add(resource + " was not released before it was garbage-collected");
        super.reportUntracedLeak(resource);
    }
}
