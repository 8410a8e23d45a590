from keras import layers, Sequential, Input
class A: k = 3
a = A(); a.k = 5; del a.k
n = a.k
model = Sequential([Input((3,)), layers.Dense(n)])
