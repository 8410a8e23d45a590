from keras import layers, Sequential, Input
import contextlib
log = []
@contextlib.contextmanager
def m():
    log.append(1)
    yield 4
    log.append(2)
with m() as k: n = k
n += len(log)
model = Sequential([Input((3,)), layers.Dense(n)])
