from keras import layers, Sequential, Input
l = [1, 2]; m = l
l += (3,)
m = m + [4]
n = len(l) * 10 + len(m)
model = Sequential([Input((3,)), layers.Dense(n)])
