from keras import layers, Sequential, Input
import operator
l = [1]
operator.iconcat(l, [2, 3])
n = len(l)
model = Sequential([Input((3,)), layers.Dense(n)])
