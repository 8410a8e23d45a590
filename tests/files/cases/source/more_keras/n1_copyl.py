from keras import layers, Sequential, Input
import copy
a = [[3], 1]
b = copy.deepcopy(a); c = copy.copy(a); d = copy.deepcopy({'a': [1, (2, [3])]})
a[0].append(4); d['a'][1][1].append(9)
n = len(b[0]) + len(c[0]) + len(d['a'][1][1])
model = Sequential([Input((3,)), layers.Dense(n)])
