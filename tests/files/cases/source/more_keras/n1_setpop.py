from keras import layers, Sequential, Input
s = {4}
n = s.pop() + len(s)
model = Sequential([Input((3,)), layers.Dense(n)])
