from keras import layers, Sequential, Input
class A: pass
a = A(); a.__dict__['z'] = 4; setattr(a, 'y' , 2)
n = a.z + a.y + len(a.__dict__) + len(vars(a))
model = Sequential([Input((3,)), layers.Dense(n)])
