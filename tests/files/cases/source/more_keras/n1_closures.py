from keras import layers, Sequential, Input
fs = [lambda: i for i in range(4)]
gs = [lambda i=i: i for i in range(4)]
n = fs[0]() + gs[1]()
model = Sequential([Input((3,)), layers.Dense(n)])
