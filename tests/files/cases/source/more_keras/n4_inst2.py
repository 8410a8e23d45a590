from keras import layers, Sequential, Input
class A:
    def __eq__(self, o): return True
n = 3 if A() == 5 else 4
n += 1 if A() in [1] else 2
model = Sequential([Input((3,)), layers.Dense(n)])
