from keras import layers, Sequential, Input
n = 3 if 1 < 2 < 3 != 4 in (4, 5) else 7
model = Sequential([Input((3,)), layers.Dense(n)])
