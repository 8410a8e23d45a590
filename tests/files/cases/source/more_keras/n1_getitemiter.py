from keras import layers, Sequential, Input
class I:
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i + 1
n = sum(I())
model = Sequential([Input((3,)), layers.Dense(n)])
