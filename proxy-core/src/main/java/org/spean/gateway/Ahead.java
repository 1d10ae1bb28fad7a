package org.spean.gateway;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/** Something that is opened on a thread of its own while the start goes on with what does not need it. */
final class Ahead<T extends AutoCloseable> implements AutoCloseable {

    private final FutureTask<T> task;
    private final Thread thread;

    private Ahead(String name, Supplier<T> opener) {
        task = new FutureTask<>(opener::get);
        thread = Thread.ofPlatform().daemon().name(name).start(task);
    }

    /** Begins to open it. */
    static <T extends AutoCloseable> Ahead<T> open(String thread, Supplier<T> opener) {
        return new Ahead<>(thread, opener);
    }

    /** The thing; waits until it is open. Throws what the opener threw. */
    T get() {
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted at the start");
        }
    }

    /** Closes it, or breaks its opening off. */
    @Override
    public void close() {
        if (!task.isDone()) {
            thread.interrupt();
        }
        try {
            task.get().close();
        } catch (ExecutionException e) {
            return; // there is nothing to close
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) { // whoever ends a gateway reports it and goes on
            throw new IllegalStateException(e);
        }
    }
}
