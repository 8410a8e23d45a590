from keras import layers, Sequential, Input
xs = [3]
f = lambda y=xs: y[0]
xs = [9]
n = f()
model = Sequential([Input((3,)), layers.Dense(n)])
