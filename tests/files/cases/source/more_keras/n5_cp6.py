from keras import layers, Sequential, Input
import settings
import copy
l = [settings.x, [settings.x]]
m = copy.deepcopy(l)
m[1].append(3)
n = len(l[1]) + len(m[1])
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: x = 1
#ALT settings: x = [3]
