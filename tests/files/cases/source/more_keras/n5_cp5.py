from keras import layers, Sequential, Input
import copy
ls = [layers.Dense(3), layers.Dense(4)]
l2 = copy.deepcopy(ls)
l2[0].units = 7
n = ls[0].units + l2[0].units
model = Sequential([Input((3,)), layers.Dense(n)])
