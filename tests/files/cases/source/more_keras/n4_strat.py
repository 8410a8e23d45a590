from keras import layers, Sequential, Input
n = eval('3 + 4') + int(str(eval('len')([1])))
model = Sequential([Input((3,)), layers.Dense(n)])
