from keras import layers, Sequential, Input
log = []
class M:
    def __enter__(self): log.append(1); return self
    def __exit__(self, *a): log.append(2)
with M() as k: log.append(3)
n = len(log)
model = Sequential([Input((3,)), layers.Dense(n)])
