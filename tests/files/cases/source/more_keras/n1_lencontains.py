from keras import layers, Sequential, Input
class I:
    def __contains__(self, x): return True
    def __len__(self): return 4
n = 3 if 5 in I() else 2
n += len(I())
model = Sequential([Input((3,)), layers.Dense(n)])
