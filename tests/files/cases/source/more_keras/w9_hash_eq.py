import keras
from keras import layers, Sequential, Input, Model
n = [4]
class C:
    def __hash__(self):
        n[0] += 1
        return 3
    def __eq__(self, o):
        n[0] += 10
        return True
d = {C(): 1, C(): 2}
model = Sequential([Input((10,)), layers.Dense(n[0] + len(d))])
