from keras import layers, Sequential, Input
class A:
    def __call__(self, x): return x + 1
n = list(map(A(), [3]))[0]
model = Sequential([Input((3,)), layers.Dense(n)])
