package io.driftway.app;

import io.driftway.core.ledger.ObjectStore;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.ConnectException;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Takes the store of a service away, and gives it back. The settings name this class; nothing of the service does. */
@Configuration(proxyBeanMethods = false)
class StoreAway {

    static volatile boolean away;
    static final AtomicInteger ASKED = new AtomicInteger();

    @Bean
    static BeanPostProcessor goesAway() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof ObjectStore store ? between(store) : bean;
            }
        };
    }

    private static ObjectStore between(ObjectStore store) {
        return (ObjectStore) Proxy.newProxyInstance(
                StoreAway.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                    if (away) {
                        ASKED.incrementAndGet();
                        throw new UncheckedIOException(new ConnectException("the store is away"));
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }
}
