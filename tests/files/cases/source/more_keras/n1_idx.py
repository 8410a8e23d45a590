from keras import layers, Sequential, Input
class V:
    def __index__(self): return 3
n = [1, 2, 3, 4, 5][V()]
model = Sequential([Input((3,)), layers.Dense(n)])
