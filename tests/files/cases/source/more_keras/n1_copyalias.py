from keras import layers, Sequential, Input
import copy
x = [1]
a = [x, x]
b = copy.deepcopy(a)
b[0].append(2)
n = len(b[1]) + len(x)
model = Sequential([Input((3,)), layers.Dense(n)])
