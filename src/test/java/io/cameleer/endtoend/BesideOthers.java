package io.cameleer.endtoend;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Tests that run beside others, but not beside too many. JUnit's own limit does not hold them: a test that waits for an
 * answer of Kubernetes gives its thread back, and another one is begun. Ten at once on two cores are late for everything.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(BesideOthers.Few.class)
@interface BesideOthers {
    /** Whether its tests go before others that wait: of classes that run one after the other, which would be the last. */
    boolean first() default false;

    /** Lets a few tests run at a time. */
    final class Few implements InvocationInterceptor {
        private static final Places PLACES = new Places(3);

        @Override
        public void interceptTestMethod(
                Invocation<Void> test, ReflectiveInvocationContext<Method> method, ExtensionContext context)
                throws Throwable {
            among(test, context);
        }

        @Override
        public void interceptTestTemplateMethod(
                Invocation<Void> test, ReflectiveInvocationContext<Method> method, ExtensionContext context)
                throws Throwable {
            among(test, context);
        }

        private static void among(Invocation<Void> test, ExtensionContext context) throws Throwable {
            PLACES.take(context.getRequiredTestClass()
                    .getAnnotation(BesideOthers.class)
                    .first());
            try {
                test.proceed();
            } finally {
                PLACES.free();
            }
        }
    }

    /** Places for tests. */
    final class Places {
        private int free;
        private int waitingFirst;

        private Places(int free) {
            this.free = free;
        }

        private synchronized void take(boolean first) throws InterruptedException {
            waitingFirst += first ? 1 : 0;
            while (free == 0 || waitingFirst > 0 && !first) {
                wait();
            }
            waitingFirst -= first ? 1 : 0;
            free--;
            notifyAll();
        }

        private synchronized void free() {
            free++;
            notifyAll();
        }
    }
}
